import Testing
import TimeSeries

@Suite struct VirtualTimeTests {
    @Test func `time moves both ways and stops at the ends of the clock`() {
        let noon = VirtualTime(milliseconds: 43_200_000)
        #expect(noon.advanced(byMilliseconds: 1_000) == VirtualTime(milliseconds: 43_201_000))
        #expect(noon.advanced(byMilliseconds: -1) < noon)
        #expect(noon.advanced(byMilliseconds: .max) == VirtualTime(milliseconds: .max))
        #expect(VirtualTime(milliseconds: -2).advanced(byMilliseconds: .min) == VirtualTime(milliseconds: .min))
    }
}
