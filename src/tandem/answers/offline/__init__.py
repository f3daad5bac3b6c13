"""A form to fill in without a connection, as Word or Excel, and the same file brought back.

`slots` says which cells such a file has, `workbook` and `wording` write it, `opened` reads it back cell by cell,
`matched` turns the cells into edits, `compared` says what they would change. Nothing here writes an answer.
"""
