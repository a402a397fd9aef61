import { readFileSync, readdirSync } from 'node:fs';

/**
 * Seconds of processor time that a process's threads have used: the first field of /proc/PID/task/TID/schedstat, in
 * nanoseconds (Linux, Documentation/scheduler/sched-stats). /proc/PID/stat counts in hundredths of a second.
 */
export function processorTime(pid: number): number {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const spent = tasks.map((task) => Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]));
  return spent.reduce((sum, ns) => sum + ns, 0) / 1e9;
}
