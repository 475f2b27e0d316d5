// Makes calls with Microsoft's Batch client for Node.js, as ForeignClientsIT asks.
// Environment: NODE_PATH, BATCH_ENDPOINT, BATCH_ACCOUNT, BATCH_KEY. Each line of input is
// {"call": NAME, "with": [...]}; each line of output is {"value": ...} or {"refused": CODE}.
"use strict";

const readline = require("node:readline");
const { BatchServiceClient, BatchSharedKeyCredentials } = require("@azure/batch");

const MOST_IN_A_REQUEST = 100;

const client = new BatchServiceClient(
  new BatchSharedKeyCredentials(process.env.BATCH_ACCOUNT, process.env.BATCH_KEY),
  process.env.BATCH_ENDPOINT,
);

async function all(list, next) {
  const found = [];
  for (let page = await list(); ; page = await next(page.odatanextLink)) {
    found.push(...page);
    if (!page.odatanextLink) return found;
  }
}

const names = async (list, next) => (await all(list, next)).map((item) => item.name);

async function text(answer) {
  const chunks = [];
  for await (const chunk of answer.readableStreamBody) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

const { pool, job, task, file, computeNode: nodes, jobSchedule } = client;

// What is listed: its operations and the name of their options.
const lists = {
  POOL: [pool, "poolListOptions"],
  JOB: [job, "jobListOptions"],
  TASK: [task, "taskListOptions"],
  NODE: [nodes, "computeNodeListOptions"],
};

const calls = {
  createPool: (body) => pool.add(body),
  pool: (id) => pool.get(id),
  list: (what, inside, filter, select, maxResults) => {
    const [operations, options] = lists[what];
    const asked = { [options]: {} };
    if (filter) asked[options].filter = filter;
    if (select) asked[options].select = select;
    if (maxResults) asked[options].maxResults = maxResults;
    return all(
      () => (inside ? operations.list(inside, asked) : operations.list(asked)),
      (link) => operations.listNext(link),
    );
  },
  resizePool: (id, count) => pool.resize(id, { targetDedicatedNodes: count }),
  labelPool: (id, name, value) => pool.patch(id, { metadata: [{ name, value }] }),
  deletePool: (id) => pool.deleteMethod(id),
  createJob: (body) => job.add(body),
  job: (id) => job.get(id),
  disableJob: (id) => job.disable(id, "requeue"),
  enableJob: (id) => job.enable(id),
  prioritizeJob: (id, priority, header, value) => {
    const name = header.replaceAll("-", "").replace("If", "if");
    const jobPatchOptions = { [name]: header.endsWith("Since") ? new Date(value) : value };
    return job.patch(id, { priority }, { jobPatchOptions });
  },
  terminateJob: (id, terminateReason) => job.terminate(id, { terminateReason }),
  deleteJob: (id) => job.deleteMethod(id),
  addTasks: async (id, tasks) => {
    for (let from = 0; from < tasks.length; from += MOST_IN_A_REQUEST) {
      const answer = await task.addCollection(id, tasks.slice(from, from + MOST_IN_A_REQUEST));
      const failed = answer.value.find((result) => result.status !== "success");
      if (failed) throw failed.error;
    }
  },
  taskFiles: (id, name) =>
    names(
      () => file.listFromTask(id, name, { recursive: true }),
      (link) => file.listFromTaskNext(link),
    ),
  taskFile: async (id, name, path, first, last) =>
    text(
      await file.getFromTask(id, name, path, {
        fileGetFromTaskOptions: { ocpRange: `bytes=${first}-${last}` },
      }),
    ),
  deleteTaskFile: (id, name, path) => file.deleteFromTask(id, name, path),
  nodeFiles: (id, node) =>
    names(
      () => file.listFromComputeNode(id, node, { recursive: true }),
      (link) => file.listFromComputeNodeNext(link),
    ),
  nodeFile: async (id, node, path) => text(await file.getFromComputeNode(id, node, path)),
  uploadLog: (id, node, containerUrl, since) =>
    nodes.uploadBatchServiceLogs(id, node, { containerUrl, startTime: new Date(since) }),
  preparations: (id) =>
    all(
      () => job.listPreparationAndReleaseTaskStatus(id),
      (link) => job.listPreparationAndReleaseTaskStatusNext(link),
    ),
  createSchedule: (body) => jobSchedule.add(body),
  schedule: (id) => jobSchedule.get(id),
  disableSchedule: (id) => jobSchedule.disable(id),
  enableSchedule: (id) => jobSchedule.enable(id),
  terminateSchedule: (id) => jobSchedule.terminate(id),
  deleteSchedule: (id) => jobSchedule.deleteMethod(id),
  disableScheduling: (id, node) => nodes.disableScheduling(id, node),
  enableScheduling: (id, node) => nodes.enableScheduling(id, node),
  reboot: (id, node) => nodes.reboot(id, node),
  reimage: (id, node) => nodes.reimage(id, node),
  removeNode: (id, node) => pool.removeNodes(id, { nodeList: [node] }),
};

async function answer(line) {
  const { call, with: words } = JSON.parse(line);
  try {
    const value = await calls[call](...words);
    return { value: value === undefined ? null : value };
  } catch (error) {
    const code = (error.body && error.body.code) || error.code;
    if (!code) throw error;
    return { refused: code };
  }
}

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await answer(line)));
  }
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
