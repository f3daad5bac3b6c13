"""What the workbench asks: a rulebook in the making as pages of plain fields, each knowing its place in the files."""
