/* The path of a finding: the parts that it is about, and the lines between them with the numbers of its steps. */
import { isMessage, isService } from "./model.js";

const key = (one, other) => one.id + "\u0001" + other.id;
const known = new Map();

/**
 * The path of a finding as `nodes`, a set, and `number(one, other)`: the step that leads along the line between two
 * nodes, 0 for a line without a step, undefined for a line beside the path.
 */
export function pathOf(finding) {
  if (!known.has(finding)) known.set(finding, traced(finding));
  return known.get(finding);
}

function traced(finding) {
  const nodes = new Set(finding.about);
  const numbers = new Map();
  const add = (one, other, number) => {
    nodes.add(one).add(other);
    if (numbers.has(key(one, other))) return;
    numbers.set(key(one, other), number).set(key(other, one), number);
  };
  if (finding.steps.length) addSteps(finding, nodes, add);
  else addSubjects(finding, nodes, add);
  return { nodes, count: numbers.size / 2, number: (one, other) => numbers.get(key(one, other)) };
}

/** A step tells of a service and its message: it comes along the line from who sent it last. */
function addSteps(finding, nodes, add) {
  let last = null;
  finding.steps.forEach((step, index) => {
    const messages = step.refs.filter(isMessage);
    const services = step.refs.filter(isService);
    step.refs.forEach((node) => nodes.add(node));
    for (const message of messages) {
      for (const service of services) {
        add(service, message, index + 1);
        for (const { to: trigger } of message.out) {
          if (trigger.kind !== "trigger" || !trigger.out.some((edge) => edge.to === service)) continue;
          add(trigger, message, index + 1);
          add(trigger, service, index + 1);
        }
      }
      if (last && message.in.some((edge) => edge.from === last)) add(last, message, index + 1);
    }
    if (!messages.length && services.length === 2) add(services[0], services[1], index + 1);
    if (services.length) last = services[0];
  });
}

/** Without steps, the lines between the subjects, or all lines of a message that is the only subject. */
function addSubjects(finding, nodes, add) {
  const all = [...finding.about, ...finding.more];
  const told = new Set(all);
  all.forEach((node) => nodes.add(node));
  const hasService = all.some(isService);
  for (const node of all) {
    if (!isMessage(node) && node.kind !== "store") continue;
    for (const edge of [...node.in, ...node.out]) {
      const other = edge.from === node ? edge.to : edge.from;
      const isOwner = edge.to === node && finding.about.includes(node);
      if (told.has(other) || !hasService || node.kind === "store" || isOwner) add(other, node, 0);
    }
  }
  if (finding.about.length > 1) {
    for (const edge of finding.about.filter(isService).flatMap((node) => node.out)) {
      if (told.has(edge.to)) add(edge.from, edge.to, 0);
    }
  }
}
