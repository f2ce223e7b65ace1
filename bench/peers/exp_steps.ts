/**
 * exp's side of bench/peers.ts: `exp_steps.ts train|evaluate MODEL SIZE BATCH onednn|onednn-exact|…`. Says and answers what serve.py tells.
 */
import { type EngineName, engines } from "../../src/engines/index.ts";
import { expTask } from "./exp_task.ts";
import { serve } from "./serve.ts";

const [task, name, side, batch, how] = process.argv.slice(2);
const [engine, exact] = how.split("-") as [EngineName, string | undefined];
const { graph, state, feeds } = expTask(task, name, Number(side), Number(batch));
const session = await engines[engine].open({ exact: exact !== undefined });
await session.write(state());
const executable = await session.compile(graph);
let step = 0;
await serve(`exp, ${engine} on ${session.device}${exact ? ", exact" : ""}`, {
  prepare: async steps => async () => {
    const losses: number[] = [];
    for (let i = 0; i < steps; i++) {
      const fetched = await executable.run(feeds(++step));
      losses.push((fetched.loss ?? fetched.losses)[0]);
    }
    return losses;
  },
});
