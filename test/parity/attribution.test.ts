import { afterAll, beforeAll, describe, test } from "vitest";
import type { Session } from "../../src/engines/engine.ts";
import { hardwareEngines } from "../support/engines.ts";
import { captumCases, expectCaptum } from "./attribution.ts";

/** xla takes seconds to compile each of its graphs: test/long has it. */
const quick = (await hardwareEngines()).filter(({ name }) => name !== "xla");

describe.each(quick.map(engine => ({ engine, on: engine.name })))("attributions of Captum, on $on", ({ engine }) => {
  let session: Session;
  beforeAll(async () => {
    session = await engine.open();
  });
  afterAll(() => session.close());

  test("resnet18", () => expectCaptum(session, captumCases[0]));
});
