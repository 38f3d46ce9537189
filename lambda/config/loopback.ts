/**
 * Hosts to which plain http is allowed: the traffic does not leave the machine.
 *
 * @param hostname as `URL` has it, IPv6 in brackets
 */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
