// Adds tasks with Microsoft's Batch client for Node.js, as samples/bin/benchmark asks.
// Environment: NODE_PATH, BATCH_ENDPOINT, BATCH_ACCOUNT, BATCH_KEY. Argument: a file with the tasks,
// a JSON array. Each line of input is a job and how many requests are under way at most; each line
// of output is how long it took, in milliseconds.
"use strict";

const fs = require("node:fs");
const readline = require("node:readline");
const { BatchServiceClient, BatchSharedKeyCredentials } = require("@azure/batch");

const MOST_IN_A_REQUEST = 100;

const tasks = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const client = new BatchServiceClient(
  new BatchSharedKeyCredentials(process.env.BATCH_ACCOUNT, process.env.BATCH_KEY),
  process.env.BATCH_ENDPOINT,
);

async function add(job, atATime) {
  let next = 0;
  const sender = async () => {
    while (next < tasks.length) {
      const group = tasks.slice(next, next + MOST_IN_A_REQUEST);
      next += group.length;
      const answer = await client.task.addCollection(job, group);
      for (const result of answer.value) {
        if (result.status !== "success") {
          throw new Error(`task ${result.taskId}: ${result.status}`);
        }
      }
    }
  };
  await Promise.all(Array.from({ length: atATime }, sender));
}

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [job, atATime] = line.split(" ");
    const start = process.hrtime.bigint();
    await add(job, Number(atATime));
    console.log(Number(process.hrtime.bigint() - start) / 1e6);
  }
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
