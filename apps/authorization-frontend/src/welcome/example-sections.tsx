import { CodeBlock } from '@latchkey/ui';
import { ExampleSection, RequestExample, Step } from './example-section';
import { pkceSnippet, type Examples } from './examples';
import { welcomeMessages } from './messages';

const words = welcomeMessages.examples;

/** The authorization code grant with PKCE, step by step. */
export function AuthorizationExample({ examples }: { examples: Examples }) {
  const { heading, lead, pkce, authorize, exchange } = words.authorization;
  return (
    <ExampleSection id="authorization" heading={heading} lead={lead}>
      <Step title={pkce.title} after={pkce.after}>
        <CodeBlock label={pkce.label} code={pkceSnippet} />
      </Step>
      <Step {...authorize}>
        <RequestExample request={examples.authorize} browser />
      </Step>
      <Step {...exchange}>
        <RequestExample request={examples.exchangeCode} />
      </Step>
      <ResourceStep examples={examples} />
    </ExampleSection>
  );
}

/** The client credentials grant, step by step. */
export function ClientCredentialsExample({ examples }: { examples: Examples }) {
  const { heading, lead, exchange } = words.clientCredentials;
  return (
    <ExampleSection id="client-credentials" heading={heading} lead={lead}>
      <Step {...exchange}>
        <RequestExample request={examples.clientCredentials} />
      </Step>
      <ResourceStep examples={examples} />
    </ExampleSection>
  );
}

/** The device authorization grant, step by step. */
export function DeviceExample({ examples, publicUrl }: { examples: Examples; publicUrl: string }) {
  const { heading, lead, authorize, visit, exchange } = words.device;
  return (
    <ExampleSection id="device" heading={heading} lead={lead}>
      <Step {...authorize}>
        <RequestExample request={examples.authorizeDevice} />
      </Step>
      <Step title={visit.title} before={visit.before} after={visit.after}>
        <DeviceScreen verificationUri={`${publicUrl}/device`} />
      </Step>
      <Step {...exchange}>
        <RequestExample request={examples.exchangeDeviceCode} />
      </Step>
      <ResourceStep examples={examples} />
    </ExampleSection>
  );
}

/** What a device with a screen shows to the person. */
function DeviceScreen({ verificationUri }: { verificationUri: string }) {
  const { line, code } = words.device.visit;
  return (
    <div class="screen">
      <p>{line}</p>
      <p class="screen-address">{verificationUri}</p>
      <p>{code}</p>
      <p class="screen-code">ETE39050</p>
    </div>
  );
}

function ResourceStep({ examples }: { examples: Examples }) {
  return (
    <Step {...words.resource}>
      <RequestExample request={examples.resource} />
    </Step>
  );
}
