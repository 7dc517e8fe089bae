import { codeScreen, createCanvas, dataScreen } from './screen';

describe('the screen of a device', () => {
  const codes = { userCode: 'ETE39050', verificationUri: 'https://auth.example.com/device' };

  it('shows address and code, and a picture of both where there is one', () => {
    const words = codeScreen(codes);
    expect(words).toContain('https://auth.example.com/device');
    expect(words).toContain('ETE39050');
    const withPicture = codeScreen({
      ...codes,
      verificationUriComplete: 'https://auth.example.com/device?user_code=ETE39050',
    });
    expect(withPicture).toContain('ETE39050');
    expect(withPicture).toMatch(/[▀▄█]{5}/);
  });

  it('shows what the API says of each device, and what comes next', () => {
    const lines = dataScreen({
      devices: [
        {
          kind: 'BATTERY',
          name: 'Cellar',
          status: 'CHARGING',
          power_kw: -2.5,
          state_of_charge_percent: 61.5,
        },
        { kind: 'HEAT_PUMP', name: 'Heat pump', status: 'ON', power_kw: 1, indoor_temperature_celsius: 21 },
      ],
      next_dispatch: {
        kind: 'BATTERY',
        action: 'DISCHARGE',
        start_time: '2030-01-01T18:00:00Z',
        energy_kwh: 3,
      },
    });
    expect(lines[0]).toMatch(/^Cellar +CHARGING +-2.5 kW +61.5 %$/);
    expect(lines[1]).toMatch(/^Heat pump +ON +1 kW +21 °C$/);
    expect(lines.at(-1)).toBe('Next: BATTERY DISCHARGE at 2030-01-01T18:00:00Z, 3 kWh');
  });

  it.each([{}, { devices: 'none', next_dispatch: null }, { devices: [null, 3] }])(
    'stands %j, which is not what the API says',
    (body) => {
      expect(dataScreen(body)).toEqual(['No energy device is connected.', '', 'Nothing is planned.']);
    },
  );

  it('lets no name steer the terminal', () => {
    const lines = dataScreen({ devices: [{ name: '\u001b[2Jgone\u0007', status: 'a\nb', power_kw: 1 }] });
    expect(lines[0]).toMatch(/^\[2Jgone +ab +1 kW$/);
  });

  it('draws over what it drew before on a terminal, and below it elsewhere', () => {
    const drawn = (isTTY: boolean) => {
      const written: string[] = [];
      const draw = createCanvas({
        isTTY,
        write: (text: string | Uint8Array) => written.push(String(text)) > 0,
      });
      draw(['one', 'two']);
      draw(['three']);
      return written;
    };
    expect(drawn(true)).toEqual(['  one\n  two\n', '\u001b[2A\u001b[0J  three\n']);
    expect(drawn(false)).toEqual(['  one\n  two\n', '  three\n']);
  });
});
