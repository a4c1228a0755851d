"""The baseline `chain_of_experts`: experts speak one after another, and own up where they failed.

Source: Xiao et al., "Chain-of-Experts: When LLMs Meet Complex Operations Research Problems",
ICLR 2024. Written from the paper's description.
"""
