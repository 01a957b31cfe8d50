"""The verbs of the command line, a module each, and the assembly of the parts they use."""
