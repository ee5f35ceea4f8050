// An edge with routes that answer what they were asked, for what comes before any capability.
import { connect } from 'node:net';
import { Controller, Delete, Get, Module, Post, Req } from '@nestjs/common';
import { createLogger } from '@ledgerway/platform';
import { Registry } from 'prom-client';
import { missingKey, unknownKey } from '../auth/auth-errors.js';
import { Needs, OperatorOnly, Public } from '../auth/permissions.js';
import { ApiException, ok } from '../edge/answer.js';
import type { ApiRequest, Caller } from '../edge/caller.js';
import { createEdge } from '../edge/edge.js';
import { canonicalText } from '../form/form-value.js';

@Controller()
class EchoController {
  @Post('v1/echo')
  @Needs('charge')
  echo(@Req() request: ApiRequest) {
    return ok(JSON.parse(canonicalText(request.form)));
  }
  @Get('v1/echo/:id')
  @Needs('charge')
  one(@Req() request: ApiRequest) {
    return ok({ form: JSON.parse(canonicalText(request.form)) as unknown, caller: request.caller });
  }
  @Delete('v1/echo/:id')
  @Needs('charge')
  remove() {
    return ok({ deleted: true });
  }
  @Post('v1/operate')
  @OperatorOnly()
  operate() {
    return ok({});
  }
  @Post('v1/tokens')
  @Needs('token', { publishable: true })
  token() {
    return ok({});
  }
  @Get('open')
  @Public()
  open() {
    return ok({ open: true });
  }
  @Get('v1/crash')
  @Needs('charge')
  crash() {
    throw new Error('a bug with sk_test_aaaaaaaaaaaaaaaaaaaaaaaa in it');
  }
}

@Module({ controllers: [EchoController] })
class EchoModule {}

export const tenant = { merchantId: 'acct_1', livemode: false };
const callers: Readonly<Record<string, Caller>> = {
  sk_test_1: { kind: 'secret', keyId: 'key_1', masked: 'sk_test_****0001', tenant },
  pk_test_1: { kind: 'publishable', keyId: 'key_2', masked: 'pk_test_****0001', tenant },
  op_1: { kind: 'operator', keyId: 'key_3', masked: 'op_****0001' },
};

export type EchoEdge = Awaited<ReturnType<typeof startEchoEdge>>;

export async function startEchoEdge() {
  const lines: string[] = [];
  const app = await createEdge({
    module: EchoModule,
    gatekeeper: {
      admit({ key }) {
        if (key === '') throw new ApiException(missingKey());
        if (key === 'sk_late') return Promise.resolve(callers['sk_test_1']!);
        const caller = callers[key];
        if (caller === undefined) throw new ApiException(unknownKey(key));
        return caller;
      },
    },
    logger: createLogger({
      name: 'spec',
      pretty: false,
      destination: { write: (line: string) => void lines.push(line) },
    }),
    registry: new Registry(),
    clock: { now: () => Date.now() },
  });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  return { app, port, lines, raw: (text: string) => raw(port, text) };
}

/** Writes bytes as they are and reads until the server closes. */
function raw(
  port: number,
  text: string,
): Promise<{ status: number; headers: string; body: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'));
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    socket.on('error', reject);
    socket.on('close', () => {
      const [headers = '', body = ''] = received.split('\r\n\r\n');
      resolve({ status: Number(headers.split(' ')[1]), headers, body });
    });
  });
}
