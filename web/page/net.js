// net.js - requests, uploads with progress, and event streams, for the program's transport.

/**
 * `tell` gets the outcomes:
 *   answer(id, status, text, bytes)   once for each send or upload; status 0: no answer
 *   progress(id, sent, total)         while an upload's body goes out
 *   opened(id), piece(id, bytes), closed(id, status)   of a stream, its bytes as they arrive
 * `access` gives key(), headers() and ask(): after a 401 the person is asked for a key and the request is repeated;
 * whoever declines gets the 401. `fileOf(key)` gives the File. `base` stands before every path.
 */
export function createNet({tell, access, fileOf, base, fetch, XMLHttpRequest, FormData}) {
  const aborters = new Map();   // request id -> () => void

  /** Sends with the key of the moment; after a 401 again with a newer one, for as long as the person gives one. */
  async function fetchWithKey(path, options) {
    for (;;) {
      const sent = access.key();
      const response = await fetch(base + path, {...options, headers: {...options.headers, ...access.headers()}});
      if (response.status !== 401 || !await hasNewerKey(sent)) return response;
    }
  }

  const hasNewerKey = async (sent) => access.key() !== sent || access.ask();

  async function send(id, method, path, body, wantsBytes) {
    const abort = new AbortController();
    aborters.set(id, () => abort.abort());
    try {
      const headers = body ? {"Content-Type": "application/json"} : {};
      const response = await fetchWithKey(path, {method, headers, body: body || undefined, signal: abort.signal, cache: "no-cache"});
      const bytes = wantsBytes && response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
      const text = bytes ? "" : await response.text();
      finish(id, response.status, text, bytes);
    } catch {
      finish(id, 0, "", null);
    }
  }

  function finish(id, status, text, bytes) {
    if (!aborters.delete(id)) return;   // aborted: the answer was given then
    tell.answer(id, status, text, bytes);
  }

  function upload(id, path, key, fields, files) {
    const form = new FormData();
    for (const [name, value] of fields) form.append(name, value);
    for (const file of files.map(fileOf)) {
      if (!file) return queueMicrotask(() => tell.answer(id, 0, "", null));
      form.append("files", file, file.name);
    }
    uploadForm(id, path, key, form);
  }

  function uploadForm(id, path, key, form) {
    const sent = access.key();
    const request = new XMLHttpRequest();
    aborters.set(id, () => request.abort());
    request.open("POST", base + path);
    request.setRequestHeader("Idempotency-Key", key);
    for (const [name, value] of Object.entries(access.headers())) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => { if (aborters.has(id)) tell.progress(id, event.loaded, event.total); };
    request.onload = async () => {
      if (request.status === 401 && await hasNewerKey(sent)) {
        if (aborters.has(id)) uploadForm(id, path, key, form);
        return;
      }
      finish(id, request.status, request.responseText, null);
    };
    request.onerror = () => finish(id, 0, "", null);
    request.ontimeout = request.onerror;
    request.send(form);
  }

  async function openStream(id, path, lastEventId) {
    const abort = new AbortController();
    aborters.set(id, () => abort.abort());
    let status = 0;
    try {
      const headers = {Accept: "text/event-stream"};
      if (lastEventId) headers["Last-Event-ID"] = lastEventId;
      const response = await fetchWithKey(path, {headers, signal: abort.signal, cache: "no-store"});
      if (response.ok) {
        tell.opened(id);
        await drain(id, response.body.getReader());
      } else {
        status = response.status;
      }
    } catch {
      // Broken off: told below with status 0.
    }
    if (aborters.delete(id)) tell.closed(id, status);
  }

  async function drain(id, reader) {
    for (;;) {
      const {done, value} = await reader.read();
      if (done || !aborters.has(id)) return;
      tell.piece(id, value);
    }
  }

  return {
    send, upload, openStream,
    /** A request then answers with status 0; a stream is silent from now on. */
    abort(id) {
      const stop = aborters.get(id);
      if (!stop) return;
      aborters.delete(id);
      stop();
      queueMicrotask(() => tell.answer(id, 0, "", null));   // the program is inside a call now
    },
    closeStream(id) {
      const stop = aborters.get(id);
      aborters.delete(id);
      stop?.();
    },
    /** The response of a GET for the page itself (pictures, downloads). */
    get: (path) => fetchWithKey(path, {}),
  };
}
