import { testWinograd } from "./winograd.ts";

testWinograd("what the processor has");
