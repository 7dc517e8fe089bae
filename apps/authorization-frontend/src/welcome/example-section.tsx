import { CodeBlock, Disclosure, inlineCode, useMessages } from '@latchkey/ui';
import type { ComponentChildren } from 'preact';
import { toCurl, toHttp, type ExampleRequest } from './example-request';
import { welcomeMessages } from './messages';

/** One example: a heading and numbered steps. */
export function ExampleSection(props: {
  id: string;
  heading: string;
  lead: string;
  children: ComponentChildren;
}) {
  return (
    <section class="section" aria-labelledby={props.id}>
      <h2 id={props.id}>{props.heading}</h2>
      <p class="soft">{props.lead}</p>
      <ol class="steps">{props.children}</ol>
    </section>
  );
}

/** One step of an example. */
export function Step(props: { title: string; before?: string; after?: string; children: ComponentChildren }) {
  return (
    <li class="step">
      <h3>{props.title}</h3>
      {props.before && <p>{inlineCode(props.before)}</p>}
      {props.children}
      {props.after && <p class="soft small">{inlineCode(props.after)}</p>}
    </li>
  );
}

/** A request as HTTP; one that is not made by a browser as a curl command, too. */
export function RequestExample({ request, browser = false }: { request: ExampleRequest; browser?: boolean }) {
  const t = useMessages(welcomeMessages);
  return (
    <>
      <CodeBlock label="HTTP" code={toHttp(request)} />
      {!browser && (
        <Disclosure summary={t('examples.curl')}>
          <CodeBlock code={toCurl(request)} />
        </Disclosure>
      )}
    </>
  );
}
