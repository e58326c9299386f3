package dev.flysnap.restore.request;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.json.Records;
import dev.flysnap.model.Machine;
import dev.flysnap.model.Volume;
import dev.flysnap.proof.Receipt;
import java.util.Optional;

/**
 * A receipt's file, from {@code create --receipt FILE}: what a restore needs to know without a
 * journal.
 *
 * @param machine the machine beside the volume, its config included, only after {@code
 *     --with-config}; it can hold secrets
 * @param volume as it was when the snapshot was taken, only after {@code --with-config}
 */
public record ReceiptFile(Receipt receipt, Optional<Json.Obj> machine, Optional<Json.Obj> volume) {
    private static final String WITH_CONFIG = "with_config";
    private static final String MACHINE = "machine";
    private static final String VOLUME = "volume";

    /**
     * @throws MalformedJson if it is not a receipt
     */
    public static ReceiptFile parse(String text) {
        Json.Obj json = JsonText.parseObject(text);
        Receipt receipt;
        try {
            receipt = Receipt.read(json);
        } catch (IllegalArgumentException e) {
            throw new MalformedJson(String.valueOf(e.getMessage()), e);
        }
        Optional<Json.Obj> more = json.object(WITH_CONFIG);
        Optional<Json.Obj> machine = more.flatMap(it -> it.object(MACHINE));
        Optional<Json.Obj> volume = more.flatMap(it -> it.object(VOLUME));
        machine.ifPresent(it -> Records.read(Machine.class, it));
        volume.ifPresent(it -> Records.read(Volume.class, it));
        return new ReceiptFile(receipt, machine, volume);
    }

    /**
     * The receipt with the machine's config, which can hold secrets, and what is needed to create a
     * volume like it.
     */
    public static Json.Obj withConfig(
            Json.Obj receipt, Optional<Json.Obj> machine, Json.Obj volume) {
        Json.Obj more = Json.Obj.empty().with(VOLUME, volume);
        return receipt.with(
                WITH_CONFIG, machine.isPresent() ? more.with(MACHINE, machine.get()) : more);
    }
}
