import { CodeBlock, useMessages } from '@latchkey/ui';
import { ExampleSection, RequestExample, Step } from './example-section';
import { pkceSnippet, type Examples } from './examples';
import { welcomeMessages } from './messages';

/** The authorization code grant with PKCE, step by step. */
export function AuthorizationExample({ examples }: { examples: Examples }) {
  const t = useMessages(welcomeMessages);
  return (
    <ExampleSection
      id="authorization"
      heading={t('examples.authorization.heading')}
      lead={t('examples.authorization.lead')}
    >
      <Step title={t('examples.authorization.pkce.title')} after={t('examples.authorization.pkce.after')}>
        <CodeBlock label={t('examples.authorization.pkce.label')} code={pkceSnippet} />
      </Step>
      <Step
        title={t('examples.authorization.authorize.title')}
        before={t('examples.authorization.authorize.before')}
        after={t('examples.authorization.authorize.after')}
      >
        <RequestExample request={examples.authorize} browser />
      </Step>
      <Step
        title={t('examples.authorization.exchange.title')}
        after={t('examples.authorization.exchange.after')}
      >
        <RequestExample request={examples.exchangeCode} />
      </Step>
      <ResourceStep examples={examples} />
    </ExampleSection>
  );
}

/** The client credentials grant, step by step. */
export function ClientCredentialsExample({ examples }: { examples: Examples }) {
  const t = useMessages(welcomeMessages);
  return (
    <ExampleSection
      id="client-credentials"
      heading={t('examples.clientCredentials.heading')}
      lead={t('examples.clientCredentials.lead')}
    >
      <Step title={t('examples.clientCredentials.exchange.title')}>
        <RequestExample request={examples.clientCredentials} />
      </Step>
      <ResourceStep examples={examples} />
    </ExampleSection>
  );
}

/** The device authorization grant, step by step. */
export function DeviceExample({ examples, publicUrl }: { examples: Examples; publicUrl: string }) {
  const t = useMessages(welcomeMessages);
  return (
    <ExampleSection id="device" heading={t('examples.device.heading')} lead={t('examples.device.lead')}>
      <Step title={t('examples.device.authorize.title')} after={t('examples.device.authorize.after')}>
        <RequestExample request={examples.authorizeDevice} />
      </Step>
      <Step
        title={t('examples.device.visit.title')}
        before={t('examples.device.visit.before')}
        after={t('examples.device.visit.after')}
      >
        <DeviceScreen verificationUri={`${publicUrl}/device`} />
      </Step>
      <Step
        title={t('examples.device.exchange.title')}
        before={t('examples.device.exchange.before')}
        after={t('examples.device.exchange.after')}
      >
        <RequestExample request={examples.exchangeDeviceCode} />
      </Step>
      <ResourceStep examples={examples} />
    </ExampleSection>
  );
}

/** What a device with a screen shows to the person. */
function DeviceScreen({ verificationUri }: { verificationUri: string }) {
  const t = useMessages(welcomeMessages);
  return (
    <div class="screen">
      <p>{t('examples.device.visit.line')}</p>
      <p class="screen-address">{verificationUri}</p>
      <p>{t('examples.device.visit.code')}</p>
      <p class="screen-code">ETE39050</p>
    </div>
  );
}

function ResourceStep({ examples }: { examples: Examples }) {
  const t = useMessages(welcomeMessages);
  return (
    <Step title={t('examples.resource.title')} after={t('examples.resource.after')}>
      <RequestExample request={examples.resource} />
    </Step>
  );
}
