"""The invitation: window, budget, published criteria, questions and answers."""
