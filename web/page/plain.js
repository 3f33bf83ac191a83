// plain.js - the page for browsers that cannot draw the real one: jobs and downloads as plain HTML.

/** Replaces the start screen by the list of jobs; `reason` says why. */
export async function showPlainPage({document, base, reason}) {
  const main = document.createElement("main");
  main.id = "plain";
  document.getElementById("start").replaceWith(main);
  const add = (parent, tag, text) => {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    parent.append(element);
    return element;
  };
  add(main, "h1", "image2model");
  add(main, "p", `${reason} Jobs and downloads are listed here instead; use a current Firefox, Chrome, Edge or Safari to make new models.`);
  const state = add(main, "p", "Loading the jobs …");
  state.setAttribute("role", "status");
  try {
    const response = await fetch(`${base}/api/v1/jobs`);
    if (!response.ok) throw new Error(response.status === 401 ? "This server asks for a key, which only the full page can enter." : `The server answered ${response.status}.`);
    const {jobs} = await response.json();
    state.textContent = jobs.length === 0 ? "There are no jobs yet." : jobs.length === 1 ? "1 job" : `${jobs.length} jobs`;
    for (const job of jobs) listJob(add, add(main, "section"), job, base);
  } catch (problem) {
    state.textContent = `The jobs could not be listed: ${problem.message} Reload to try again.`;
  }
}

function listJob(add, section, job, base) {
  add(section, "h2", `${new Date(job.created_at).toLocaleString()}: ${job.status.replaceAll("_", " ")}`);
  const list = add(section, "ul");
  for (const file of job.files) {
    const entry = add(list, "li", `${file.filename}: `);
    if (!file.download_url) {
      entry.append(file.error || file.message || file.status);
      continue;
    }
    const link = add(entry, "a", `Download ${file.result_filename}`);
    link.href = base + file.download_url;
    link.download = file.result_filename;
  }
}
