"""The screen that triages the inbox: one widget a module; what they show is made by pure functions.
Imported only where Textual is."""
