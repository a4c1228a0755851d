"""The baseline `optimus`: one structured state that agents fill clause by clause.

Source: AhmadiTeshnizi, Gao and Udell, "OptiMUS: Scalable Optimization Modeling with (MI)LP Solvers
and Large Language Models", ICML 2024, arXiv 2402.10172. Written from the paper's description.
"""
