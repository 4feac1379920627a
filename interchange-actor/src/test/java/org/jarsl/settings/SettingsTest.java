package org.jarsl.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsTest {
    private enum ExitMode {
        CLEANUP,
        WAIT_FOR_ALL
    }

    @Test
    void valuesOfEachTypeAreRead() {
        Settings settings = section("""
                text = a b, flag = true, rule = fair, mode = wait-for-all, whole = 7, long = 9007199254740993
                number = 0.5, period = 500ms, size = 2 MiB, texts = [a, "b c", 3]
                map { B = x, "A.C" = 2 }
                """);

        assertThat(settings.text("text")).isEqualTo("a b");
        assertThat(settings.flag("flag")).isTrue();
        assertThat(settings.oneOf("rule", List.of("random", "fair"))).isEqualTo("fair");
        assertThat(settings.oneOf("mode", ExitMode.class)).isEqualTo(ExitMode.WAIT_FOR_ALL);
        assertThat(settings.whole("whole", 1, 7)).isEqualTo(7);
        assertThat(settings.whole("long", 0, Long.MAX_VALUE)).isEqualTo(9007199254740993L);
        assertThat(settings.number("number", 0.5, 1)).isEqualTo(0.5);
        assertThat(settings.duration("period", Duration.ZERO, Duration.ofSeconds(1)))
                .isEqualTo(Duration.ofMillis(500));
        assertThat(settings.bytes("size", 0, Long.MAX_VALUE)).isEqualTo(2 * 1024 * 1024);
        assertThat(settings.texts("texts")).containsExactly("a", "b c", "3");
        assertThat(settings.textMap("map")).isEqualTo(Map.of("B", "x", "A.C", "2"));
        settings.done();
    }

    @ParameterizedTest
    @ValueSource(strings = {"many", "0", "4097", "2.5", "NaN", "1e300", "99999999999999999999", "[1]", "null", "\"\""})
    void aWrongWholeNumberIsRefusedWithItsPlaceAndBounds(String value) {
        Settings settings = section("other = 1\nworkers = " + value);

        assertThatThrownBy(() -> settings.whole("workers", 1, 4096))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("site.conf:3: jarsl.workers = ")
                .hasMessageEndingWith(": expected a whole number from 1 to 4096");
    }

    @ParameterizedTest
    @CsvSource({"1e3, 1000", "4096, 4096", "\"12\", 12", "2.0, 2"})
    void aWholeNumberMayBeWrittenInEachWayThatIsExact(String value, int expected) {
        assertThat(section("workers = " + value).whole("workers", 1, 4096)).isEqualTo(expected);
    }

    @Test
    void theMessageShowsTheValueAsItStandsInTheFile() {
        assertMessage(
                () -> section("workers = many").whole("workers", 1, 4096),
                "site.conf:2: jarsl.workers = \"many\": expected a whole number from 1 to 4096");
        assertMessage(() -> section("on = 1").flag("on"), "site.conf:2: jarsl.on = 1: expected true or false");
        assertMessage(
                () -> section("load = 1.5").number("load", 0, 1),
                "site.conf:2: jarsl.load = 1.5: expected a number from 0.0 to 1.0");
        assertMessage(
                () -> section("wait = 2h").duration("wait", Duration.ofMillis(100), Duration.ofHours(1)),
                "site.conf:2: jarsl.wait = \"2h\": expected a time from 100ms to 3600s, such as 500ms, 30s or 2h");
        assertMessage(
                () -> section("size = 2 k").bytes("size", 0, 1024),
                "site.conf:2: jarsl.size = \"2 k\": expected a size from 0 to 1024 bytes, such as 4096 or 64 KiB");
        assertMessage(
                () -> section("mode = Cleanup").oneOf("mode", ExitMode.class),
                "site.conf:2: jarsl.mode = \"Cleanup\": expected one of cleanup, wait-for-all");
        assertMessage(
                () -> section("args = x").texts("args"), "site.conf:2: jarsl.args = \"x\": expected a list of texts");
        assertMessage(
                () -> section("head = 1").section("head"), "site.conf:2: jarsl.head = 1: expected a section in braces");
        assertMessage(
                () -> section("env { A { B = 1 } }").textMap("env"),
                "site.conf:2: jarsl.env.A = {\"B\":1}: expected a text");
    }

    @Test
    void aLongValueIsShownInPart() {
        assertThatThrownBy(() -> section("mode = " + "x".repeat(5000)).oneOf("mode", ExitMode.class))
                .hasMessageContaining("xxx...: expected")
                .message()
                .hasSizeLessThan(400);
    }

    @Test
    void aMissingKeyIsAnErrorOfItsSection() {
        assertMessage(
                () -> section("").whole("workers", 1, 2),
                "site.conf:1: `jarsl.workers` is missing; expected a whole number from 1 to 2");
    }

    @Test
    void aMissingSectionIsAnError() {
        assertThatThrownBy(() -> Settings.of(ConfigFactory.empty(), "jarsl"))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("there is no section `jarsl`");
    }

    @Test
    void hasTellsAbsentAndNullFromGiven() {
        Settings settings = section("given = 1, nothing = null");

        assertThat(settings.has("given")).isTrue();
        assertThat(settings.has("nothing")).isFalse();
        assertThat(settings.has("absent")).isFalse();
        settings.done();
    }

    @Test
    void anElementOfAListIsNamedByItsIndex() {
        List<Settings> executors =
                section("executors = [{ workers = 1 },\n { workers = many }]").sections("executors");

        assertThat(executors.get(0).whole("workers", 1, 2)).isEqualTo(1);
        assertMessage(
                () -> executors.get(1).whole("workers", 1, 4096),
                "site.conf:3: jarsl.executors[1].workers = \"many\": expected a whole number from 1 to 4096");
    }

    @Test
    void whatASectionDoesNotSayComesFromItsDefaults() {
        Settings settings = section("a { x = 1 }\n defaults { x = 5, y = 6, z = many }");
        Settings merged = settings.section("a").withDefaults(settings.section("defaults"));

        assertThat(merged.whole("x", 0, 9)).isEqualTo(1);
        assertThat(merged.whole("y", 0, 9)).isEqualTo(6);
        assertMessage(
                () -> merged.whole("z", 0, 9),
                "site.conf:3: jarsl.a.z = \"many\": expected a whole number from 0 to 9");
    }

    @Test
    void aKeyReadBeforeTheDefaultsWereAddedIsKnown() {
        Settings settings = section("a { type = t }\n defaults { y = 6 }");
        Settings given = settings.section("a");
        assertThat(given.text("type")).isEqualTo("t");

        Settings merged = given.withDefaults(settings.section("defaults"));
        assertThat(merged.whole("y", 0, 9)).isEqualTo(6);
        merged.done();
    }

    @Test
    void aKeyThatNobodyReadIsRefusedWithItsLikelyMeaning() {
        Settings settings = section("workers = 1\nwrokers = 2\nlabel = x");
        assertThat(settings.whole("workers", 1, 2)).isEqualTo(1);
        assertThat(settings.text("label")).isEqualTo("x");

        assertMessage(
                settings::done,
                "site.conf:3: unknown key `jarsl.wrokers`; did you mean `workers`? known keys here: label, workers");
    }

    @Test
    void aKeyUnlikeAnyKnownOneIsRefusedWithoutAGuess() {
        Settings settings = section("port = 1\nfoo = 2\nbar = 3");
        assertThat(settings.whole("port", 1, 2)).isEqualTo(1);

        assertMessage(settings::done, "site.conf:3: unknown key `jarsl.foo`; known keys here: port");
    }

    @Test
    void aValueFromAFileNamesThatFile(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("site.conf"), "jarsl {\n\n workers = many\n}");
        Config defaults = ConfigFactory.parseString("jarsl { workers = 1, label = x }");
        Settings settings = Settings.of(ConfigFactory.parseFile(file.toFile()).withFallback(defaults), "jarsl");

        assertMessage(
                () -> settings.whole("workers", 1, 9),
                file + ":3: jarsl.workers = \"many\": expected a whole number from 1 to 9");
    }

    @Test
    void aCallersOwnCheckHasTheSameForm() {
        assertThat(section("least = 5").error("least", "no more than most"))
                .hasMessage("site.conf:2: jarsl.least = 5: expected no more than most");
    }

    /** A section whose text begins on line 2 of site.conf. */
    private static Settings section(String body) {
        return Settings.of(
                ConfigFactory.parseString(
                        "jarsl {\n" + body + "\n}",
                        ConfigParseOptions.defaults().setOriginDescription("site.conf")),
                "jarsl");
    }

    private static void assertMessage(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(SettingsException.class).hasMessage(message);
    }
}
