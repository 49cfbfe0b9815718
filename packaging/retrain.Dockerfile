# The training as a container, for lakes past Lambda: `docker build -f packaging/retrain.Dockerfile .`, pushed to ECR, and
# named to the template as RetrainContainerImage. The pins are those of the Lambda function and its layer.
FROM public.ecr.aws/docker/library/python:3.13-slim
RUN apt-get update -q && apt-get install -y -q --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY functions/requirements.txt requirements/functions.txt
COPY model/requirements/training.txt requirements/training.txt
RUN pip install --no-cache-dir -r requirements/functions.txt -r requirements/training.txt
COPY functions functions
COPY model model
RUN useradd --system trainer
USER trainer
ENTRYPOINT ["python", "-m", "functions.retrain"]
