package dev.flysnap.hook.look;

import dev.flysnap.contract.FilesAnswer;
import dev.flysnap.fly.Machines;
import dev.flysnap.fly.resource.ContainerName;
import dev.flysnap.hook.client.Quiescer;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.PrintableText;
import dev.flysnap.proof.FoundDatabase;
import dev.flysnap.proof.VolumeInventory;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Which databases lie on a machine's volume: by exec, which sees most; where that cannot be, for
 * want of a shell in the image or of a right of the token, by the hook's own look.
 *
 * @param container where the databases are, on machines of several
 */
public record InventoryLook(Machines machines, Optional<ContainerName> container) {

    /**
     * Empty where nobody can look.
     *
     * @param hook reaches it, if it is needed
     */
    public Optional<VolumeInventory> of(AppName app, Machine machine, Supplier<Quiescer> hook) {
        return new MachineLook(machines)
                .into(app, machine, container)
                .map(MachineContents::inventory)
                .or(() -> byHook(hook));
    }

    private static Optional<VolumeInventory> byHook(Supplier<Quiescer> hook) {
        try (Quiescer reached = hook.get()) {
            return reached.files().map(InventoryLook::inventory);
        } catch (FlysnapException unknown) {
            // A look is help, and no condition: the quiesce says itself why it does not work.
            return Optional.empty();
        }
    }

    private static VolumeInventory inventory(FilesAnswer answer) {
        return VolumeInventory.of(
                answer.databases().stream()
                        .map(it ->
                                new FoundDatabase(
                                        it.path(),
                                        it.path(),
                                        it.bytes(),
                                        it.walBytes(),
                                        it.isWal(),
                                        it.openBy().stream().map(PrintableText::of).toList()))
                        .toList(),
                answer.cutShort().map(PrintableText::of),
                Optional.empty(),
                List.of());
    }
}
