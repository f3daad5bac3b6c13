"""The workbench: an officer makes and changes a programme page by page, without seeing its files."""
