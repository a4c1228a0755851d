"""What language models are asked in campaigns, and how their replies are read."""
