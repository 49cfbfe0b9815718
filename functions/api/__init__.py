"""The HTTP API. Importing it lets pydantic build the schema of a model at its first use.

FastAPI describes OpenAPI by sixty models, and routes have two hundred of ours: a cold start needs a
dozen. pydantic has no setting for all models but the configuration that they inherit.
"""

from pydantic import BaseModel

BaseModel.model_config["defer_build"] = True
