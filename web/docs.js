// docs.js - the API's document, to read and to try. Everything comes from this server; nothing is validated elsewhere.
const base = document.querySelector('meta[name="i2m-base"]').content;

async function show() {
  const answer = await fetch(`${base}/api/v1/openapi.json`);
  if (!answer.ok) throw new Error(`The document cannot be loaded (${answer.status}). Load the page again.`);
  const spec = await answer.json();
  spec.servers = [{url: base || "/"}];
  window.SwaggerUIBundle({spec, dom_id: "#docs", deepLinking: true, tryItOutEnabled: true, docExpansion: "list",
    defaultModelsExpandDepth: 0, displayRequestDuration: true, filter: true, validatorUrl: null});
}

show().catch((error) => { document.getElementById("docs").textContent = error.message; });
