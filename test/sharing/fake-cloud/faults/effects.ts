import { okAnswer } from '../answer';
import type { Call } from '../call';
import type { Fault } from './fault';

/** The call has its effect, but what the client gets is what the other fault makes. */
export function afterEffect(fault: Fault): Fault {
  return async (call, proceed) => {
    const answer = await proceed();
    return fault(call, () => Promise.resolve(answer));
  };
}

/** Something else happens in the world just before the call. */
export function before(happens: (call: Call) => void): Fault {
  return (call, proceed) => {
    happens(call);
    return proceed();
  };
}

/** Something else happens in the world just after the call. */
export function after(happens: (call: Call) => void): Fault {
  return async (call, proceed) => {
    const answer = await proceed();
    happens(call);
    return answer;
  };
}

/** The call never reaches the service; what the client gets is what the other fault makes of a success. */
export function withoutEffect(fault: Fault): Fault {
  return (call) => fault(call, () => Promise.resolve(okAnswer({})));
}
