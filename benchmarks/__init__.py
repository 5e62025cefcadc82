"""Benchmarks of speed (``python -m benchmarks``) and relevance (``python -m benchmarks.relevance``), beside other engines.

``python -m benchmarks.sites`` measures the site beside another. ``benchmarks.clean``, ``benchmarks.exports``,
``benchmarks.page_cost`` and ``benchmarks.policy_cost`` each measure the speed of one part of this program.
"""
