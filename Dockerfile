# docker build -t faq-matcher .
# docker run -p 7860:7860 -e FAQ_ADMIN_PASSWORD=... -v faq:/home/user/faq faq-matcher
FROM python:3.11-slim

RUN useradd --create-home --uid 1000 user
USER 1000
WORKDIR /home/user/app

ENV HOME=/home/user \
    PATH=/home/user/.local/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    GRADIO_ANALYTICS_ENABLED=False \
    FAQ_HOST=0.0.0.0 \
    FAQ_PORT=7860 \
    FAQ_HOME=/home/user/faq \
    FAQ_CACHE=/home/user/cache

# The CPU build of torch first, so that the plain pin in requirements.txt is met without CUDA.
COPY --chown=1000 pre-requirements.txt requirements.txt ./
RUN pip install --no-cache-dir --user -r pre-requirements.txt \
    && pip install --no-cache-dir --user -r requirements.txt

COPY --chown=1000 . .

# Converts the model into FAQ_CACHE, so that a container downloads and converts nothing when it starts; asking one
# question also proves that the image works. FAQ_HOME is made here to belong to the user when a volume is mounted on it.
RUN mkdir -p "$FAQ_HOME" "$FAQ_CACHE" \
    && python -m matcher ask faq_data/shop.csv "How long does delivery take?"

VOLUME /home/user/faq
EXPOSE 7860
HEALTHCHECK --start-period=60s --interval=30s --timeout=5s \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['FAQ_PORT'] + '/healthz', timeout=4)"]

CMD ["python", "app.py"]
