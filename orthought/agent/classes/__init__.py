"""The class library: kinds of problems, recognised without a language model."""
