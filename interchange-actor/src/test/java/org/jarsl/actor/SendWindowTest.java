package org.jarsl.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Both ends of a stream, with what arrives and what is lost in the hands of the test. */
class SendWindowTest {
    private record Numbered(long number, String text) {}

    private final List<Numbered> wire = new ArrayList<>();
    private final SendWindow<String> sender = new SendWindow<>((number, text) -> wire.add(new Numbered(number, text)));
    private final ReceiveCount receiver = new ReceiveCount();

    @Test
    void messagesAreNumberedAndGoAtOnce() {
        sender.send("a");
        sender.send("b");
        assertThat(wire).containsExactly(new Numbered(1, "a"), new Numbered(2, "b"));
        assertThat(wire).allMatch(message -> receiver.receive(message.number()));
        assertThat(receiver.hasAll(sender.sent())).isTrue();
    }

    @Test
    void noMoreAreOnTheirWayThanTheWindowHolds() {
        for (int i = 0; i < 3 * SendWindow.SIZE; i++) {
            sender.send("" + i);
        }
        assertThat(wire).hasSize(SendWindow.SIZE);
        sender.acknowledge(10);
        assertThat(wire).hasSize(SendWindow.SIZE + 10);
        sender.acknowledge(3);
        assertThat(wire).hasSize(SendWindow.SIZE + 10);
        sender.acknowledge(sender.sent());
        sender.acknowledge(sender.sent());
        assertThat(wire).hasSize(3 * SendWindow.SIZE);
        assertThat(wire.get(3 * SendWindow.SIZE - 1).text()).isEqualTo("" + (3 * SendWindow.SIZE - 1));
    }

    @Test
    void acknowledgementsAreDueBeforeTheSenderMustWait() {
        int due = 0;
        for (int i = 1; i < SendWindow.SIZE; i++) {
            assertThat(receiver.receive(i)).isTrue();
            due += receiver.mustAcknowledge() ? 1 : 0;
        }
        assertThat(due).isEqualTo(3);
    }

    @Test
    void aMessageThatIsLostIsMissedAtTheNextOne() {
        assertThat(receiver.receive(1)).isTrue();
        assertThat(receiver.receive(3)).isFalse();
    }

    @Test
    void aLastMessageThatIsLostIsMissedBySendersCount() {
        sender.send("a");
        sender.send("b");
        assertThat(receiver.receive(1)).isTrue();
        assertThat(receiver.hasAll(sender.sent())).isFalse();
        assertThat(receiver.hasAll(1)).isTrue();
    }
}
