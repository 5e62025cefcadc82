"""Similarity of meaning: an encoder of sentences, the vectors of the questions, and the cosines between them.

``search.pipeline.semantic_bonus`` adds the cosines to scores.
Optional: only ``encoder`` imports onnxruntime and tokenizers, and only when an encoder is opened
(docs/decisions/0020-meaning.md).
"""
