"""Benchmarks of speed (``python -m benchmarks``) and relevance (``python -m benchmarks.relevance``), beside other engines.

``benchmarks.clean``, ``benchmarks.exports`` and ``benchmarks.policy_cost`` measure the speed of one part of this program.
"""
