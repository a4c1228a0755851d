"""Rules in words: a language model writes them as data, and people confirm what they say."""
