// access.js - the access key: asked for by a real form that a password manager understands, kept for this tab.

const STORED_AS = "i2m.key";

/**
 * `dialog` is the page's <dialog> with the form. `session()` returns sessionStorage and may throw: the key is then kept
 * until the page is closed or reloaded.
 */
export function createAccess({dialog, session}) {
  let key = read();
  let asking = null;

  function read() {
    try {
      return session().getItem(STORED_AS) ?? "";
    } catch {
      return "";
    }
  }

  function keep(value) {
    key = value;
    try {
      session().setItem(STORED_AS, value);
    } catch {
      // Kept in memory only.
    }
  }

  /** Shows the form; true when a key was entered. Everybody who asks meanwhile gets the same answer. */
  function ask() {
    asking ??= new Promise((done) => {
      const form = dialog.querySelector("form");
      const input = dialog.querySelector("input[type=password]");
      const finish = (given) => {
        form.onsubmit = null;
        dialog.onclose = null;
        if (dialog.open) dialog.close();
        asking = null;
        if (given) keep(given);
        done(Boolean(given));
      };
      dialog.querySelector("[data-when]").textContent = key ? "That key was not accepted. Enter another one." : "This server asks for a key.";
      form.onsubmit = (event) => { event.preventDefault(); finish(input.value.trim()); };
      dialog.querySelector("[data-cancel]").onclick = () => dialog.close();
      // The browser tells with a later frame: by then the form may be open again for another question.
      dialog.onclose = () => { if (!dialog.open) finish(""); };
      input.value = "";
      dialog.showModal();
      input.focus();
    });
    return asking;
  }

  return {ask, key: () => key, headers: () => (key ? {"X-API-Key": key} : {})};
}
