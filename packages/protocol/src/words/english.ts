/** Plain nouns that sound apart on a bad line. Order and content are part of the protocol: byte n of the HMAC is word n. [P-12.2] */
export const ENGLISH_WORDS: readonly string[] = `
  acorn actor album anchor animal apple apron arrow artist atlas autumn avenue badge bakery balcony balloon
  bamboo banana banjo basket beach beacon beaver bicycle biscuit blanket blossom bottle boulder branch bread bridge
  broccoli bronze bucket buffalo butter button cabin cactus camel camera candle canoe canyon carpet carrot castle
  catalog cedar cement chapel cherry chicken chimney chorus cinema circle citrus clover coconut coffee comet compass
  copper coral cotton cradle crayon cricket crystal cucumber curtain cushion dancer daisy desert diamond dinner doctor
  dolphin donkey dragon drawer eagle elbow elephant emerald engine evening fabric falcon farmer feather fiddle finger
  flamingo flannel forest fossil fountain galaxy garden garlic giraffe ginger glacier goblet granite grape guitar hammer
  harbor harvest helmet hockey honey horizon hotel insect island ivory jacket jasmine jelly jewel jungle kettle
  kitchen ladder lagoon lantern laundry lemon leopard library lily lobster locket lumber magnet mango maple marble
  market meadow melon mirror monkey morning mountain muffin museum mustard napkin needle noodle nutmeg ocean octopus
  olive onion orange orchard orchid otter oyster paddle painter palace pancake panda panther papaya parrot peacock
  pebble pencil pepper piano picnic pigeon pillow pilot planet plum pocket pony potato prairie pumpkin puzzle
  pyramid quarry rabbit raccoon radish rainbow raven ribbon river robin rocket saddle sailor salad salmon sandal
  saturn scarf season shadow shovel silver singer sketch spider spinach sponge squirrel statue stone sugar summer
  sunset tablet teapot temple tennis thunder ticket tiger timber tomato tractor trumpet tulip tunnel turtle umbrella
  valley vanilla velvet village violin volcano waffle wagon walnut whistle willow window winter wizard yogurt zebra
`
  .trim()
  .split(/\s+/)
