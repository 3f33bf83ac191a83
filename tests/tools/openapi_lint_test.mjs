// docs/openapi.json, judged by Redocly's rules (npm @redocly/openapi-core): no error, and no warning but those that are named.
import assert from "node:assert";
import path from "node:path";
import test from "node:test";
import {fileURLToPath} from "node:url";
import {createConfig, lint} from "@redocly/openapi-core";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** Rules that are off, each with its reason. Everything else of the recommended set counts, warnings too. */
const rules = {
  "no-server-example.com": "off",       // the server is wherever the document is read
  "operation-4xx-response": "off",      // routes for everybody, without input, have nothing to refuse
  "no-ambiguous-paths": "off",          // literal segments win over parameters: routes.hpp says so and a test holds it
  "no-unused-components": "off",        // what events carry, and details of errors, are named in words
};

test("the API's document has nothing to complain about", async () => {
  const config = await createConfig({extends: ["recommended"], rules});
  const problems = await lint({ref: path.join(root, "docs/openapi.json"), config});
  const words = problems.map((p) => `${p.severity} ${p.ruleId} ${p.location?.[0]?.pointer ?? ""}: ${p.message}`);
  assert.deepEqual(words, []);
});

test("the judge sees what is wrong", async () => {
  const config = await createConfig({extends: ["recommended"], rules});
  const problems = await lint({ref: path.join(root, "package.json"), config}).catch((error) => [error]);
  assert.notEqual(problems.length, 0);
});
