package dev.flysnap.hook.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.flysnap.model.AppName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HookAddressTest {
    private static final AppName SHOP = new AppName("shop");

    @ParameterizedTest
    @CsvSource({
        "http://[{private_ip}]:8099, fdaa:0:1:a7b:1::2, http://[fdaa:0:1:a7b:1::2]:8099/",
        "http://{private_ip}:8099,   fdaa:0:1:a7b:1::2, http://[fdaa:0:1:a7b:1::2]:8099/",
        "http://[{private_ip}]:8099, 127.3.2.1,         http://127.3.2.1:8099/",
        "http://{machine_id}.vm.{app}.internal:8099/flysnap/v1/, x, http://1857156b526dd8.vm.shop.internal:8099/",
        "https://{app}.fly.dev/ops/, x,                 https://shop.fly.dev/ops",
        "http://shop.flycast, x,                        http://shop.flycast/",
        "http://localhost:8099/, x,                     http://localhost:8099/"
    })
    void aMachineIsFilledIn(String template, String privateIp, String url) {
        assertEquals(
                url,
                HookAddress.parse(template)
                        .forMachine(SHOP, HookOnTheWire.machine(Optional.of(privateIp)))
                        .toString());
    }

    @ParameterizedTest
    @CsvSource({
        "http://shop.fly.dev,                     hook-address-insecure",
        "http://10.0.0.1:8099,                    hook-address-insecure",
        "http://[fd00::1]:8099,                   hook-address-insecure",
        "http://127.0.0.1.example.com,            hook-address-insecure",
        "http://internal.example.com,             hook-address-insecure",
        "http://{app}.example.com,                hook-address-insecure",
        "https://x/{volume},                      hook-address-malformed",
        "ftp://localhost,                         hook-address-malformed",
        "localhost:8099,                          hook-address-malformed",
        "https://me:pw@shop.fly.dev,              hook-address-malformed",
        "https://shop.fly.dev?token=x,            hook-address-malformed"
    })
    void whatIsNoGoodAddressIsRefusedBeforeTheTokenIsSent(String template, String code) {
        FlysnapException refused =
                assertThrows(FlysnapException.class, () -> HookAddress.parse(template));
        assertEquals(code, refused.problem().code());
        assertEquals(ExitCode.USAGE, refused.problem().exit());
        assertFalse(String.valueOf(refused.getMessage()).contains("me:pw"));
    }

    @Test
    void aMachineWithoutAddressIsNamed() {
        HookAddress address = HookAddress.parse("http://{private_ip}:8099");
        FlysnapException refused =
                assertThrows(
                        FlysnapException.class,
                        () -> address.forMachine(SHOP, HookOnTheWire.machine(Optional.empty())));
        assertEquals("hook-address-incomplete", refused.problem().code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "short",
                "0123456789012345678901234567890",
                "with space 0123456789012345678901234567890"
            })
    void aTokenThatIsNoneIsRefused(String text) {
        FlysnapException refused =
                assertThrows(FlysnapException.class, () -> HookToken.parse(text));
        assertEquals(ExitCode.NOT_AUTHORISED, refused.problem().exit());
        assertFalse(HookOnTheWire.TOKEN.toString().contains("0123"), "and no token is shown");
    }
}
