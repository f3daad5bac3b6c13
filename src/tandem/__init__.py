"""Tandem runs partnership programmes."""
