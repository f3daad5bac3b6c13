"""One block definition becomes Word, PDF and Excel."""
