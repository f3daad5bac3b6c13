"""The answer: an application from first draft to receipt."""
