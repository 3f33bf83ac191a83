// docs_test.mjs - the API's page: read, opened and tried, below a base path and without anything from elsewhere.
import assert from "node:assert/strict";
import {test} from "node:test";

import {setStage} from "./support/stage.mjs";

const BASE = "/tools/i2m";
const stage = setStage({I2M_BASE_PATH: BASE});

test("an operation is found, opened and answered by this server", async () => {
  const context = await stage.browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const problems = [], outside = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  page.on("request", (request) => {
    const {protocol, origin, pathname} = new URL(request.url());
    const isOwn = origin === new URL(stage.server.url).origin && pathname.startsWith(`${BASE}/`);
    if (protocol.startsWith("http") && !isOwn) outside.push(request.url());
  });
  await page.goto(new URL(`${BASE}/docs`, stage.server.url).href);
  await page.locator("#operations-Server-getLiveness").getByRole("button").first().click();
  await page.getByRole("button", {name: "Execute"}).click();
  await page.locator(".live-responses-table .response-col_status", {hasText: "200"}).waitFor();
  assert.match(await page.locator(".live-responses-table .highlight-code").first().innerText(), /"alive"/);
  assert.ok(await page.locator(".opblock").count() > 50, "every operation is there");
  assert.deepEqual(outside, []);
  assert.deepEqual(problems, []);
  await context.close();
});
