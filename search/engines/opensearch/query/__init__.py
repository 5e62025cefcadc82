"""Query trees and requests -> the query language of OpenSearch."""
