"""What runs on AWS: the function that starts the Databricks job, and packages of functions.

Functions have what Lambda's runtime has (boto3), and the modules of the project that they import.
"""
