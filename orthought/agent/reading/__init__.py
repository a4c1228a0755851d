"""Reading the problem text: numbered sentences and the numbers in them."""
