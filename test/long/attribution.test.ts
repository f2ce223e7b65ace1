import { afterAll, beforeAll, describe, test } from "vitest";
import type { Session } from "../../src/engines/engine.ts";
import { captumCases, expectCaptum } from "../parity/attribution.ts";
import { hardwareEngines } from "../support/engines.ts";

describe.each((await hardwareEngines()).map(engine => ({ engine, on: engine.name })))("attributions of Captum, on $on", ({ engine }) => {
  let session: Session;
  beforeAll(async () => {
    session = await engine.open();
  });
  afterAll(() => session.close());

  test.each(captumCases)("$arch", captum => expectCaptum(session, captum));
});
