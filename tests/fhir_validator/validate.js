// node validate.js FILE...: every message of npm `fhir` on each R4 resource, as one JSON array.
"use strict";

const fs = require("fs");
const { Fhir } = require("fhir");

const fhir = new Fhir();
const messages = process.argv.slice(2).flatMap((file) => {
  const { messages } = fhir.validate(fs.readFileSync(file, "utf-8"), { errorOnUnexpected: true });
  return messages.map(({ severity, message, location }) => ({ file, severity, message, location }));
});
process.stdout.write(JSON.stringify(messages));
