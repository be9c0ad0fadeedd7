"""The Databricks adapter without an account: a stand-in for the other end of its wire."""
