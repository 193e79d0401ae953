"""The doctor: what is wrong with a folder's archive (`checkup`), and mending it (`repair`)."""
