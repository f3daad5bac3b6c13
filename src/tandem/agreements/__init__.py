"""Papers that are signed: the partners' agreement, the grant agreement, and what changes them."""
