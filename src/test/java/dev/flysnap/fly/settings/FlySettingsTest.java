package dev.flysnap.fly.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.flysnap.problem.FlysnapException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlySettingsTest {
    private static FlySettings at(String url) {
        return FlySettings.of(URI.create(url), FlyToken.parse("fm2_secret"), "flysnap/test");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.machines.dev",
                "https://api.machines.dev/",
                "http://_api.internal:4280",
                "http://127.0.0.1:4280",
                "http://127.3.2.1",
                "http://[::1]:4280",
                "http://localhost:4280"
            })
    void theseAddressesAreFine(String url) {
        assertEquals(URI.create(url), at(url).baseUrl());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.machines.dev",
                "http://127.0.0.1.example.com",
                "http://10.0.0.1:4280",
                "http://x._api.internal",
                "http://localhost.example.com",
                "http://[fdaa::3]"
            })
    void aTokenDoesNotGoOverAReadableNetwork(String url) {
        FlysnapException refused = assertThrows(FlysnapException.class, () -> at(url));
        assertEquals("fly-address-insecure", refused.problem().code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://api.machines.dev",
                "api.machines.dev",
                "https://me:pw@api.machines.dev",
                "https://api.machines.dev?x=1"
            })
    void whatIsNoAddressIsRefused(String url) {
        FlysnapException refused = assertThrows(FlysnapException.class, () -> at(url));
        assertEquals("fly-address-malformed", refused.problem().code());
        assertFalse(String.valueOf(refused.getMessage()).contains("pw"), refused.getMessage());
    }

    @Test
    void settingsDoNotShowTheToken() {
        assertFalse(at("https://api.machines.dev").toString().contains("secret"));
    }
}
