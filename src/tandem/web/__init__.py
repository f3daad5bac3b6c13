"""How it looks: base pages, components, panels; sign-in, set-up and file pages."""
