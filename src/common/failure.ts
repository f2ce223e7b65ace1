/** Exit codes of the command line, by what was wrong. */
export const exitCodes = { experiment: 1, "command line": 2, data: 3, machine: 4, interrupted: 130 } as const;
/** Of a bug of ours (EX_SOFTWARE of sysexits.h): none of the codes that a person can do something about. */
export const bugCode = 70;
export type Fault = keyof typeof exitCodes;

/**
 * A failure that the person can mend: it says what is wrong and the fix, and the command line prints it without a
 * stack trace. Anything else that is thrown is a bug of ours.
 */
export class Failure extends Error {
  readonly fault: Fault;
  readonly fix?: string;
  constructor(fault: Fault, message: string, fix?: string) {
    super(message);
    this.name = "Failure";
    this.fault = fault;
    this.fix = fix;
  }
}
